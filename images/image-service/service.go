package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"google.golang.org/grpc"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// imageService is containerd's image service with another answer to PullImage.
type imageService struct {
	runtimeapi.UnimplementedImageServiceServer
	containerd runtimeapi.ImageServiceClient
	present    presentImages
}

// PullImage gives the image that is there, if it was loaded or came with the node; all others containerd pulls.
func (s *imageService) PullImage(ctx context.Context, request *runtimeapi.PullImageRequest) (*runtimeapi.PullImageResponse, error) {
	if id := s.idOf(ctx, request.GetImage()); id != "" {
		return &runtimeapi.PullImageResponse{ImageRef: id}, nil
	}
	return s.containerd.PullImage(ctx, request)
}

// idOf is "" for an image that has to be pulled.
func (s *imageService) idOf(ctx context.Context, image *runtimeapi.ImageSpec) string {
	name := fullName(image.GetImage())
	loaded := name != "" && s.present.isLoaded(name)
	if !loaded && (name == "" || !s.present.cameWithNode(name)) {
		return ""
	}
	id, err := s.status(ctx, image)
	if err == nil && id == "" && loaded {
		// Somebody removed it from this node alone.
		if err = s.present.link(ctx); err == nil {
			id, err = s.status(ctx, image)
		}
	}
	switch {
	case err != nil:
		fmt.Fprintf(os.Stderr, "%s: %v; it will be pulled\n", name, err)
		return ""
	case id != "":
		fmt.Fprintf(os.Stderr, "%s: is there, no registry is asked\n", name)
	}
	return id
}

func (s *imageService) status(ctx context.Context, image *runtimeapi.ImageSpec) (string, error) {
	response, err := s.containerd.ImageStatus(ctx, &runtimeapi.ImageStatusRequest{Image: image})
	return response.GetImage().GetId(), err
}

func (s *imageService) ListImages(ctx context.Context, request *runtimeapi.ListImagesRequest) (*runtimeapi.ListImagesResponse, error) {
	return s.containerd.ListImages(ctx, request)
}

func (s *imageService) StreamImages(request *runtimeapi.StreamImagesRequest, out grpc.ServerStreamingServer[runtimeapi.StreamImagesResponse]) error {
	in, err := s.containerd.StreamImages(out.Context(), request)
	if err != nil {
		return err
	}
	for {
		images, err := in.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := out.Send(images); err != nil {
			return err
		}
	}
}

func (s *imageService) ImageStatus(ctx context.Context, request *runtimeapi.ImageStatusRequest) (*runtimeapi.ImageStatusResponse, error) {
	return s.containerd.ImageStatus(ctx, request)
}

func (s *imageService) RemoveImage(ctx context.Context, request *runtimeapi.RemoveImageRequest) (*runtimeapi.RemoveImageResponse, error) {
	return s.containerd.RemoveImage(ctx, request)
}

func (s *imageService) ImageFsInfo(ctx context.Context, request *runtimeapi.ImageFsInfoRequest) (*runtimeapi.ImageFsInfoResponse, error) {
	return s.containerd.ImageFsInfo(ctx, request)
}
